"""The REST protocol of the service, gateway mode."""
