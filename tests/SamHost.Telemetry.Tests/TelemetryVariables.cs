namespace SamHost.Telemetry.Tests;

/// <summary>OTEL_* variables of this process, for as long as a test runs; its class has to be in <see cref="Collection"/>.</summary>
internal sealed class TelemetryVariables : IDisposable
{
    /// <summary>Tests that no other test runs beside.</summary>
    public const string Collection = "OTEL_* variables";

    private readonly string[] _names;

    public TelemetryVariables(params (string Name, string Value)[] variables)
    {
        _names = [.. variables.Select(variable => variable.Name)];
        foreach (var (name, value) in variables) Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose()
    {
        foreach (var name in _names) Environment.SetEnvironmentVariable(name, null);
    }

    [CollectionDefinition(Collection, DisableParallelization = true)]
    public sealed class Definition;
}
