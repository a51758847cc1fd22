"""What the process is made of: one declaration a kind of record, and the rules, checks and reports over them."""
