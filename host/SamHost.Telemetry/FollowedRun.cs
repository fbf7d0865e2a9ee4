using System.Text.Json.Nodes;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>A run that telemetry follows.</summary>
/// <param name="Observer">Traces and measures the run.</param>
/// <param name="Counts">Returns what was made and exported of it by now, for its manifest.</param>
/// <param name="CheckpointWritten">To be called after each checkpoint, with the time at which it began.</param>
public sealed record FollowedRun(ITrainingObserver Observer, Func<JsonObject> Counts, Action<DateTime> CheckpointWritten);
