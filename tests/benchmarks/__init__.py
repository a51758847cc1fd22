"""How fast wmstrat is: programs for developers, none of which is a test. See docs/explanation/scale.md."""
