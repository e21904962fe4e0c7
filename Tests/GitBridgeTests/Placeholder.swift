import Testing

@Suite struct GitBridgePlaceholder {}
