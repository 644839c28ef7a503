//! What a sweep varies: parameters by their paths, and the values that they take.

use super::values::Span;

/// A parameter and its values, as they would be set on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variation {
    /// Its path, such as `clusters.db.failover.time`.
    pub path: String,
    /// Its values, such as `10s`.
    pub values: Vec<String>,
}

/// A range has so many values unless it says otherwise.
const POINTS: usize = 5;

/// A range has at most so many.
const MOST: usize = 1000;

impl Variation {
    /// Reads `PATH=a,b,c` or `PATH=lo..hi`, with `:log` for equal factors instead of equal steps, and with `:7` for
    /// so many values.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn parse(text: &str) -> Result<Variation, String> {
        let example = "such as clusters.db.failover.time=10s,30s,2m or nodes.db.mtbf=10d..1y:log:7";
        let (path, values) = text.split_once('=').ok_or_else(|| format!("no `=`; {example}"))?;
        let path = path.trim().to_owned();
        if path.is_empty() {
            return Err(format!("no path before `=`; {example}"));
        }
        let values = match values.split_once("..") {
            Some((low, rest)) => range(low.trim(), rest)?,
            None => listed(values),
        };
        if values.iter().any(String::is_empty) {
            return Err(format!("an empty value; {example}"));
        }
        Ok(Variation { path, values })
    }
}

/// Splits at commas that stand in no brackets and no quotes.
fn listed(text: &str) -> Vec<String> {
    let (mut values, mut depth, mut quoted) = (vec![String::new()], 0, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth -= 1,
            _ => {}
        }
        match values.last_mut() {
            Some(last) if c != ',' || quoted || depth > 0 => last.push(c),
            _ => values.push(String::new()),
        }
    }
    values.into_iter().map(|value| value.trim().to_owned()).collect()
}

/// A value that lies on a scale.
#[derive(Clone, Copy)]
enum Scale {
    Time,
    Percent,
    Number,
}

fn parse(text: &str) -> Option<(f64, Scale)> {
    if let Some(percent) = text.strip_suffix('%') {
        return percent.trim_end().parse().ok().map(|x| (x, Scale::Percent));
    }
    if let Ok(number) = text.parse::<f64>() {
        return Some((number, Scale::Number));
    }
    Span::parse(text).ok().map(|span| (span.ns(), Scale::Time))
}

impl Scale {
    /// Returns a value with all of its digits.
    fn exact(self, x: f64) -> String {
        match self {
            Scale::Time => Span::from_ns(x).to_string(),
            Scale::Percent => format!("{x}%"),
            Scale::Number => x.to_string(),
        }
    }

    /// Returns a value as it is written, with so many digits of a unit if it is a time.
    fn write(self, x: f64, digits: i32, unit: Span) -> String {
        match self {
            Scale::Time => {
                Span::from_ns(significant(x / unit.ns(), digits) * unit.ns()).to_string()
            }
            Scale::Percent => format!("{}%", significant(x, 6)),
            Scale::Number => significant(x, 6).to_string(),
        }
    }
}

fn significant(x: f64, digits: i32) -> f64 {
    if x == 0.0 {
        return 0.0;
    }
    let text = format!("{x:.*e}", (digits - 1).max(0) as usize);
    text.parse().unwrap_or(x)
}

/// Returns the unit in which a time ends.
fn unit(time: &str) -> Span {
    let unit = time.trim_start_matches(|c: char| !c.is_alphabetic());
    let last = unit.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or(unit);
    Span::parse(&format!("1{last}")).unwrap_or(Span::from_ns(1.0))
}

fn range(low: &str, rest: &str) -> Result<Vec<String>, String> {
    let mut parts = rest.split(':').map(str::trim);
    let high = parts.next().unwrap_or("");
    let (mut log, mut points) = (false, None);
    for part in parts {
        match part {
            "log" => log = true,
            "linear" => log = false,
            count => match count.parse::<usize>() {
                Ok(n) if (2..=MOST).contains(&n) => points = Some(n),
                _ => {
                    return Err(format!(
                        "`{count}` is neither `log`, `linear` nor a number of values from 2 to {MOST}"
                    ));
                }
            },
        }
    }
    let ends = parse(low).zip(parse(high));
    let Some(((a, scale), (b, other))) = ends else {
        return Err(format!("`{low}..{high}` is no range of numbers, shares or times"));
    };
    if std::mem::discriminant(&scale) != std::mem::discriminant(&other) || !(a.is_finite() && a < b)
    {
        return Err(format!("`{low}..{high}` does not rise from one value to another of its kind"));
    }
    if log && a <= 0.0 {
        return Err(format!("equal factors cannot begin at {low}: take what is above 0"));
    }
    // Whole numbers are counted, unless it is said how.
    let whole = matches!(scale, Scale::Number) && a.fract() == 0.0 && b.fract() == 0.0;
    let n = match points {
        Some(n) => n,
        None if whole && !log && b - a < MOST as f64 => (b - a) as usize + 1,
        None => POINTS,
    };
    // Equal steps are seen to be equal; nobody wants to read more digits of a factor.
    let digits = if log { 3 } else { 4 };
    let unit = unit(low);
    let at = |i: usize| {
        let t = i as f64 / (n - 1) as f64;
        match i {
            0 => scale.exact(a),
            i if i == n - 1 => scale.exact(b),
            _ if log => scale.write(a * (b / a).powf(t), digits, unit),
            _ => scale.write(a + (b - a) * t, digits, unit),
        }
    };
    Ok((0..n).map(at).collect())
}

/// Returns every combination of values, the last parameter varying fastest: each as what is set.
pub fn grid(variations: &[Variation]) -> Vec<Vec<String>> {
    let mut points = vec![Vec::new()];
    for variation in variations {
        let with = |point: &Vec<String>| {
            let set = |value: &String| {
                let mut longer = point.clone();
                longer.push(format!("{}={value}", variation.path));
                longer
            };
            variation.values.iter().map(set).collect::<Vec<_>>()
        };
        points = points.iter().flat_map(with).collect();
    }
    points
}

/// Returns a value as a number, if it is one: times in seconds.
pub fn position(value: &str) -> Option<f64> {
    parse(value).map(|(x, scale)| if matches!(scale, Scale::Time) { x / 1e9 } else { x })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        Variation::parse(text).unwrap().values
    }

    #[test]
    fn values_are_listed_or_ranged() {
        assert_eq!(values("a.b=10s, 30s,2m"), ["10s", "30s", "2m"]);
        let objects = r#"x={"uniform": ["1s", "2s"]},{"constant": "3s"}"#;
        assert_eq!(values(objects), [r#"{"uniform": ["1s", "2s"]}"#, r#"{"constant": "3s"}"#]);
        assert_eq!(values("n=2..5"), ["2", "3", "4", "5"]);
        assert_eq!(values("n=0.1..0.2:3"), ["0.1", "0.15", "0.2"]);
        assert_eq!(values("p=90%..99%:4"), ["90%", "93%", "96%", "99%"]);
        assert_eq!(values("t=1s..100s:log:3"), ["1s", "10s", "1m40s"]);
        assert_eq!(values("t=10s..30s"), ["10s", "15s", "20s", "25s", "30s"]);
    }

    #[test]
    fn what_is_no_variation_is_said() {
        for (text, word) in [
            ("a.b", "no `=`"),
            ("=1", "no path"),
            ("a=", "an empty value"),
            ("a=1,,2", "an empty value"),
            ("a=5s..1s", "does not rise"),
            ("a=1s..5", "does not rise"),
            ("a=x..y", "is no range"),
            ("a=0..5:log", "equal factors"),
            ("a=1..5:lin", "neither `log`"),
            ("a=1..5:1", "from 2 to"),
        ] {
            let said = Variation::parse(text).unwrap_err();
            assert!(said.contains(word), "{text}: {said}");
        }
    }

    #[test]
    fn equal_steps_are_equal() {
        let detection = Variation::parse("detection=1s..30s").unwrap();
        assert_eq!(detection.values, ["1s", "8.25s", "15.5s", "22.75s", "30s"]);
        let mtbf = Variation::parse("mtbf=1y..3y:3").unwrap();
        assert_eq!(mtbf.values, ["1y", "2y", "3y"]);
        let mttr = Variation::parse("mttr=1d..1y:log:4").unwrap();
        assert_eq!(mttr.values, ["1d", "171h36m", "1226h24m", "1y"]);
    }

    #[test]
    fn a_grid_has_every_combination() {
        let vary = |text| Variation::parse(text).unwrap();
        let points = grid(&[vary("a=1,2"), vary("b=x,y,z")]);
        assert_eq!(points.len(), 6);
        assert_eq!(points[1], ["a=1", "b=y"]);
        assert_eq!(points[5], ["a=2", "b=z"]);
    }
}
