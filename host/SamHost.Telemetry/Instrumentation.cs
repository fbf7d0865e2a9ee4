using System.Diagnostics;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>
/// The one activity source, and what it and the meters are called. Without a <see cref="TelemetryPipeline"/> they have no listener.
/// </summary>
internal static class Instrumentation
{
    /// <summary>The program, as telemetry names it.</summary>
    public const string Service = "samhost";

    public static readonly string Version = typeof(Instrumentation).Assembly.GetName().Version!.ToString(3);

    public static readonly ActivitySource Source = new(TelemetryNames.Source, Version);
}
