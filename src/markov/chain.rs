//! Long-run probabilities of a finite Markov chain.

/// One transition: from, to, rate.
pub type Rate = (usize, usize, f64);

/// Returns the long-run probabilities of a chain, or `None` if they depend on where it starts.
///
/// States that are left for ever have probability 0. Solved by the elimination of Grassmann, Taksar and
/// Heyman (1985, Oper. Res. 33, 1107-1116), which subtracts nothing and so keeps every digit; O(n³).
pub fn stationary(states: usize, rates: &[Rate]) -> Option<Vec<f64>> {
    let class = recurrent_class(states, rates)?;
    let mut index = vec![usize::MAX; states];
    for (i, &state) in class.iter().enumerate() {
        index[state] = i;
    }
    let n = class.len();
    let mut q = vec![vec![0.0; n]; n];
    for &(from, to, rate) in rates {
        if from != to && index[from] != usize::MAX {
            q[index[from]][index[to]] += rate;
        }
    }
    for k in (1..n).rev() {
        let out: f64 = q[k][..k].iter().sum();
        let (above, row) = q.split_at_mut(k);
        for line in above {
            line[k] /= out;
            let flow = line[k];
            if flow > 0.0 {
                for (to, rate) in line[..k].iter_mut().zip(&row[0][..k]) {
                    *to += flow * rate;
                }
            }
        }
    }
    let mut weights = vec![1.0; n];
    for k in 1..n {
        weights[k] = (0..k).map(|i| weights[i] * q[i][k]).sum();
    }
    let total: f64 = weights.iter().sum();
    let mut probabilities = vec![0.0; states];
    for (&state, weight) in class.iter().zip(weights) {
        probabilities[state] = weight / total;
    }
    Some(probabilities)
}

/// Returns the states that are visited again and again, or `None` if there is more than one such class.
fn recurrent_class(states: usize, rates: &[Rate]) -> Option<Vec<usize>> {
    let mut next = vec![Vec::new(); states];
    let mut previous = vec![Vec::new(); states];
    for &(from, to, rate) in rates {
        if rate > 0.0 {
            next[from].push(to);
            previous[to].push(from);
        }
    }
    let mut state = 0;
    let class = loop {
        let ahead = reached(state, &next);
        let behind = reached(state, &previous);
        match (0..states).find(|i| ahead[*i] && !behind[*i]) {
            Some(beyond) => state = beyond,
            None => break ahead,
        }
    };
    let home = reached(state, &previous);
    home.iter().all(|reaches| *reaches).then(|| (0..states).filter(|i| class[*i]).collect())
}

fn reached(start: usize, edges: &[Vec<usize>]) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    seen[start] = true;
    let mut open = vec![start];
    while let Some(state) = open.pop() {
        for &to in &edges[state] {
            if !std::mem::replace(&mut seen[to], true) {
                open.push(to);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_and_death_chain_has_its_product_form() {
        // Machine repair with one crew: p_i ∝ (n!/(n−i)!) (λ/μ)^i.
        let (n, lambda, mu) = (6, 1e-3, 0.1);
        let mut rates = Vec::new();
        for i in 0..n {
            rates.push((i, i + 1, (n - i) as f64 * lambda));
            rates.push((i + 1, i, mu));
        }
        let p = stationary(n + 1, &rates).unwrap();
        let mut expected = vec![1.0];
        for i in 0..n {
            expected.push(expected[i] * (n - i) as f64 * lambda / mu);
        }
        let total: f64 = expected.iter().sum();
        for (a, b) in p.iter().zip(expected) {
            assert!((a / (b / total) - 1.0).abs() < 1e-14);
        }
    }

    #[test]
    fn what_is_left_for_ever_has_no_weight_and_two_ends_are_refused() {
        let p = stationary(3, &[(0, 1, 1.0), (1, 2, 1.0), (2, 1, 3.0)]).unwrap();
        assert_eq!(p, [0.0, 0.75, 0.25]);
        assert!(stationary(3, &[(0, 1, 1.0), (0, 2, 1.0)]).is_none());
    }
}
