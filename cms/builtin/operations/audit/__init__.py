"""The audit trail from outside: anchors, checks and exports."""
