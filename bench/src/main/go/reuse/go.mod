module cistern/bench/reuse

go 1.19
