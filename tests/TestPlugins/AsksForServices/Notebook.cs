using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.AsksForServices;

/// <summary>
/// An observer with every right that the host's own have: services, a stage, the weights of chosen steps, the state of the run.
/// </summary>
public sealed class Notebook(ILogger<Notebook> logger, IHostEnvironment environment, TimeProvider time, IHttpClientFactory clients)
    : IStepWeightObserver, IRunStateObserver
{
    private readonly List<string> _lines = [];
    private Func<RunState>? _take;
    private string _file = "";

    public ObserverStage Stage => ObserverStage.Checkpoint;

    public void Attach(Func<RunState> take) => _take = take;

    public string? Keep() => null;

    public bool NeedsWeights(long step, Tensor indices) => step == 1;

    public void RunStarting(TrainingRun run)
    {
        using var client = clients.CreateClient();
        _file = Path.Combine(run.Folder, "notebook.txt");
        _lines.Add($"{environment.ContentRootPath} {time.GetUtcNow().Year >= 2026} {client.Timeout > TimeSpan.Zero}");
        logger.LogWarning("The notebook of {Run} is open", run.Id);
    }

    public void StepCompleted(StepCompleted step) => _lines.Add($"step {step.Step} weights {step.Values.Weight is not null}");

    public void EpochCompleted(EpochCompleted epoch)
    {
        var state = _take!();
        // The stage before has written the epoch's metrics; the one after, the manifest, has not heard of the end.
        var metrics = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(_file)!, "metrics.csv")).Length - 1;
        _lines.Add($"epoch {state.Epoch} step {state.Step} between {state.IsBetweenEpochs} tensors {state.Model.Count} metrics {metrics}");
    }

    public void RunCompleted(RunCompleted result)
    {
        var manifest = File.ReadAllText(Path.Combine(Path.GetDirectoryName(_file)!, "manifest.json"));
        _lines.Add($"running {manifest.Contains("\"status\": \"running\"", StringComparison.Ordinal)}");
        File.WriteAllLines(_file, _lines);
    }
}
