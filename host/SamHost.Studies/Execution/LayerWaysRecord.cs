using System.Text.Json.Nodes;
using SamHost.Contracts.Training;
using SamHost.Gradients;

namespace SamHost.Studies.Execution;

/// <summary>Puts into a run's manifest by what each part of its model had its per-example gradients.</summary>
/// <param name="manifest">What <c>manifest.json</c> says; written when the run ends.</param>
internal sealed class LayerWaysRecord(JsonObject manifest) : ITrainingObserver
{
    public ObserverStage Stage => ObserverStage.Checkpoint;

    /// <summary>The run's gradients; set before it starts. Borrowed.</summary>
    public PerExampleGradients? Gradients { get; set; }

    public void RunCompleted(RunCompleted result) => Write();

    public void RunFailed(Exception reason) => Write();

    private void Write() => manifest["perExampleGradients"] = new JsonArray(
        [.. (Gradients?.Ways ?? []).Select(way => new JsonObject { ["part"] = way.Part, ["way"] = way.Way.ToString() })]);
}
