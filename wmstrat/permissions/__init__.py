"""Who may change what: the table in process.yaml."""
