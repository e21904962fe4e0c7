import Testing

@Suite struct LineagePlaceholder {}
