namespace SamHost.Contracts.Plugins;

/// <summary>The options type of a component that has none.</summary>
public sealed class NoOptions;
