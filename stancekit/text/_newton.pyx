# cython: language_level=3, boundscheck=False, wraparound=False
# cython: initializedcheck=False, cdivision=True
"""Newton's step of a logistic regression, without the GIL.

The time goes into waiting for coefficients that no cache holds. So the numbers of a feature stand
in one record: its direction for every label, then its product with the Hessian, in single
precision. A product passes through the rows once, and fetches records ahead.
"""

from libc.math cimport fabs
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free
from libc.string cimport memset

import numpy as np

from stancekit.text._memory cimport zeros
from stancekit.text._tables cimport prefetch

cdef enum:
    MOST_LANES = 64    # more than there can be labels
    MOST_STEPS = 1000
    AHEAD = 40         # entries between fetching a record and using it


cdef struct Problem:
    Py_ssize_t n_rows, n_columns, n_labels
    int lanes          # numbers in half a record, some of them idle
    const int64_t* starts
    const int32_t* columns
    const float* values
    const double* probabilities
    const double* weights
    double penalty
    const float* scaling
    float* moving      # records of a direction, and of its product with the Hessian
    float* resting     # records of the step, and of what is left of the gradient


cdef struct Left:
    double most
    double squares


def newton_step(
    X, const double[:, ::1] probabilities not None, const double[::1] weights not None,
    double penalty, const float[::1] scaling not None, const double[:, ::1] gradient not None,
    double enough,
):
    """Return the step at which little of the gradient is left; see the kernel in plain Python."""
    cdef const float[::1] values = X.data
    cdef const int32_t[::1] columns = X.indices.astype(np.int32, copy=False)
    cdef const int64_t[::1] starts = X.indptr.astype(np.int64, copy=False)
    cdef Problem problem
    cdef double scale = np.max(np.abs(gradient), initial=0)  # so that single precision holds it
    cdef Py_ssize_t n_records = gradient.shape[0]
    step = np.empty((n_records, gradient.shape[1]))
    cdef double[:, ::1] steps = step
    check(X, probabilities, weights, scaling, gradient)
    memset(&problem, 0, sizeof(Problem))
    problem.n_rows, problem.n_columns = len(weights), n_records - 1
    problem.n_labels, problem.lanes = gradient.shape[1], lanes_for(gradient.shape[1])
    problem.starts, problem.weights, problem.penalty = &starts[0], &weights[0], penalty
    problem.probabilities, problem.scaling = &probabilities[0, 0], &scaling[0]
    if len(values):
        problem.columns, problem.values = &columns[0], &values[0]
    try:
        problem.moving = <float*> zeros(2 * n_records * problem.lanes * sizeof(float))
        problem.resting = <float*> zeros(2 * n_records * problem.lanes * sizeof(float))
        if problem.moving == NULL or problem.resting == NULL:
            raise MemoryError
        with nogil:
            descend(&problem, begin(&problem, gradient, scale), enough / scale)
            end(&problem, steps, scale)
        return step
    finally:
        free(problem.moving)
        free(problem.resting)


cdef object check(X, probabilities, weights, scaling, gradient):
    """Refuse what does not fit together, as would have memory read or written elsewhere."""
    starts, columns = X.indptr, X.indices
    n_columns, n_labels = len(gradient) - 1, gradient.shape[1]
    if (
        not len(weights) or not n_labels or len(starts) != len(weights) + 1
        or starts[0] != 0 or np.any(np.diff(starts) < 0)
        or not starts[len(weights)] == len(columns) == len(X.data)
        or np.min(columns, initial=0) < 0 or np.max(columns, initial=-1) >= n_columns
        or np.shape(probabilities) != (len(weights), n_labels)
        or len(scaling) != len(gradient)
    ):
        raise ValueError("matrix, probabilities, weights, scaling and gradient do not fit")


cdef int lanes_for(Py_ssize_t n_labels) except -1:
    """Return for how many labels there is room, so that few records lie in two cache lines."""
    if n_labels > MOST_LANES:
        raise ValueError(f"{n_labels} labels are too many")
    return <int> n_labels if n_labels < 3 else <int> (n_labels + 3) // 4 * 4


cdef double begin(Problem* problem, const double[:, ::1] gradient, double scale) noexcept nogil:
    """Leave all of the gradient; return the sum of its scaled squares."""
    cdef Py_ssize_t i, k
    cdef double squares = 0
    cdef float* left = problem.resting + problem.lanes
    for i in range(problem.n_columns + 1):
        for k in range(problem.n_labels):
            left[k] = <float> (-gradient[i, k] / scale)
            squares += <double> problem.scaling[i] * left[k] * left[k]
        left += 2 * problem.lanes
    return squares


cdef void end(const Problem* problem, double[:, ::1] steps, double scale) noexcept nogil:
    cdef Py_ssize_t i, k
    for i in range(problem.n_columns + 1):
        for k in range(problem.n_labels):
            steps[i, k] = problem.resting[2 * i * problem.lanes + k] * scale


cdef void descend(Problem* problem, double squares, double enough) noexcept nogil:
    """Take the steps of conjugate gradients until no more than enough is left."""
    cdef int step
    cdef double kept = 0, curvature
    cdef Left left
    for step in range(MOST_STEPS):
        curvature = problem.penalty * turn(problem, problem.lanes, kept)
        if problem.lanes == 1:
            curvature += multiply(problem, 1)
        elif problem.lanes == 2:
            curvature += multiply(problem, 2)
        elif problem.lanes == 4:
            curvature += multiply(problem, 4)
        else:
            curvature += multiply(problem, problem.lanes)
        if not curvature > 0:
            return
        left = advance(problem, problem.lanes, squares / curvature)
        if left.most <= enough or not left.squares > 0:
            return
        kept, squares = left.squares / squares, left.squares


cdef double turn(Problem* problem, int lanes, float kept) noexcept nogil:
    """Take what is left, scaled, and a part of the old direction, as the new direction.

    Returns the sum of its squares, without intercepts, which have no penalty.
    """
    cdef Py_ssize_t i
    cdef int k
    cdef float* record = problem.moving
    cdef const float* state = problem.resting
    cdef double squares = 0
    for i in range(problem.n_columns + 1):
        for k in range(lanes):
            record[k] = problem.scaling[i] * state[lanes + k] + kept * record[k]
            record[lanes + k] = 0
            if i < problem.n_columns:
                squares += <double> record[k] * record[k]
        record += 2 * lanes
        state += 2 * lanes
    return squares


cdef inline double multiply(Problem* problem, const int lanes) noexcept nogil:
    """Set the direction's product with the Hessian of the losses; return how they bend."""
    cdef Py_ssize_t row, entry, k, last = problem.starts[problem.n_rows] - 1
    cdef float* moving = problem.moving
    cdef float* record
    cdef float* of_intercepts = moving + 2 * problem.n_columns * lanes
    cdef const double* probabilities = problem.probabilities
    cdef float value
    cdef float[MOST_LANES] sums
    cdef double[MOST_LANES] totals
    cdef double mean, pull, bend = 0
    for k in range(lanes):
        totals[k] = 0
    for row in range(problem.n_rows):
        for k in range(lanes):
            sums[k] = of_intercepts[k]
        for entry in range(problem.starts[row], problem.starts[row + 1]):
            prefetch(moving + 2 * lanes * <Py_ssize_t> problem.columns[min(entry + AHEAD, last)])
            record = moving + 2 * lanes * <Py_ssize_t> problem.columns[entry]
            value = problem.values[entry]
            for k in range(lanes):
                sums[k] += value * record[k]
        mean = 0
        for k in range(problem.n_labels):
            mean += probabilities[k] * sums[k]
        for k in range(problem.n_labels):
            pull = problem.weights[row] * probabilities[k] * (sums[k] - mean)
            bend += pull * sums[k]
            totals[k] += pull
            sums[k] = <float> pull
        probabilities += problem.n_labels
        for entry in range(problem.starts[row], problem.starts[row + 1]):
            record = moving + 2 * lanes * <Py_ssize_t> problem.columns[entry] + lanes
            value = problem.values[entry]
            for k in range(lanes):
                record[k] += value * sums[k]
    for k in range(problem.n_labels):
        of_intercepts[lanes + k] = totals[k]
    return bend


cdef Left advance(Problem* problem, int lanes, float length) noexcept nogil:
    """Go in the direction; say how much of the gradient is left."""
    cdef Py_ssize_t i
    cdef int k
    cdef const float* record = problem.moving
    cdef float* state = problem.resting
    cdef float penalty = problem.penalty
    cdef float now
    cdef Left left = Left(0, 0)
    for i in range(problem.n_columns + 1):
        if i == problem.n_columns:
            penalty = 0
        for k in range(lanes):
            now = state[lanes + k] - length * (record[lanes + k] + penalty * record[k])
            state[k] += length * record[k]
            state[lanes + k] = now
            left.most = max(left.most, fabs(now))
            left.squares += <double> problem.scaling[i] * now * now
        record += 2 * lanes
        state += 2 * lanes
    return left
