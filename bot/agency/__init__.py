"""One agency's face and rules, from its TOML profile."""
