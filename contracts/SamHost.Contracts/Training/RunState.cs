using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace SamHost.Contracts.Training;

/// <summary>
/// All that a run is made of between two steps. Taken from a run, it borrows the run's tensors and is not disposed; read from a checkpoint,
/// it owns its own.
/// </summary>
public sealed class RunState : IDisposable
{
    private bool _disposed;

    /// <summary>The epochs that are complete.</summary>
    public required int Epoch { get; init; }

    /// <summary>The steps that were taken.</summary>
    public required long Step { get; init; }

    /// <summary>Whether it is from before the first step or from the end of an epoch, evaluation included.</summary>
    public required bool IsBetweenEpochs { get; init; }

    /// <summary>The trainer's counters, for the trainer of a run that goes on.</summary>
    public required JsonObject Progress { get; init; }

    /// <summary>The model's parameters and buffers, by their names.</summary>
    public required IReadOnlyDictionary<string, Tensor> Model { get; init; }

    /// <summary>The base rule's state.</summary>
    public required CheckpointedState BaseRule { get; init; }

    /// <summary>The state of the optimizer and of each observer that has one, by a name that another process finds it by.</summary>
    public required IReadOnlyDictionary<string, CheckpointedState> Components { get; init; }

    /// <summary>The state of the CPU's random number generator: uint8. (That of an accelerator is seeded anew at each pass.)</summary>
    public required Tensor Random { get; init; }

    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        var components = Components.Values.Append(BaseRule).SelectMany(component => component.Tensors.Values);
        foreach (var tensor in Model.Values.Concat(components).Append(Random)) tensor.Dispose();
    }
}
