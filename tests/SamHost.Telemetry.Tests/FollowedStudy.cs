using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>A small study whose telemetry goes out of the process, as the program would send it.</summary>
internal sealed class FollowedStudy : IDisposable
{
    private readonly SmallStudy _study;
    private readonly SentTelemetry _telemetry;

    /// <summary>Plans a study.</summary>
    /// <param name="endpoint">The collector; null for none.</param>
    /// <param name="layers">Settings as JSON text.</param>
    public FollowedStudy(string? endpoint, params string[] layers)
    {
        _study = new SmallStudy(endpoint is null ? layers : [.. layers, $$"""{ "Telemetry": { "Endpoint": "{{endpoint}}" } }"""]);
        _telemetry = new SentTelemetry(_study.TelemetryOptions);
        _study.Telemetry = _telemetry.Pipeline;
    }

    public StudyPlan Plan => _study.Plan;

    public SmallStudy Study => _study;

    public TelemetryPipeline Pipeline => _study.Telemetry!;

    /// <summary>Runs to the end, telemetry too.</summary>
    public IReadOnlyList<RunOutcome> Run()
    {
        var outcomes = _study.RunToTheEnd();
        _study.CloseTelemetry();
        return outcomes;
    }

    public void Dispose()
    {
        _telemetry.Dispose();
        _study.Dispose();
    }
}
