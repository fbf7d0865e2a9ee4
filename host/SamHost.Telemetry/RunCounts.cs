using System.Diagnostics;

namespace SamHost.Telemetry;

/// <summary>The items of one run. Spans carry it along; metric points are known by the run's hash.</summary>
internal sealed class RunCounts(string folder)
{
    private const string Property = "SamHost.RunCounts";

    /// <summary>The run's folder.</summary>
    public string Folder => folder;

    public ItemCount Spans { get; } = new();

    public ItemCount Points { get; } = new();

    public TelemetryCounts Now => new(Spans.Made, Spans.Exported, Points.Made, Points.Exported, 0, 0);

    /// <summary>The run that a span belongs to; null for a span that is not the host's.</summary>
    public static RunCounts? Of(Activity span) => span.GetCustomProperty(Property) as RunCounts;

    /// <summary>Marks a span as the run's.</summary>
    public void Mark(Activity span) => span.SetCustomProperty(Property, this);
}
