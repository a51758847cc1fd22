"""How results look: the only place that knows rich. Results come in as data; text or an envelope goes out."""
