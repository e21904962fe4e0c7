import Testing

@Suite struct EnvironmentsPlaceholder {}
