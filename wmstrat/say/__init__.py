"""How results look: the only place that knows rich. It takes results as data, and gives text or an envelope."""
