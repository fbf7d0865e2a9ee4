using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace SamHost.Contracts.Training;

/// <summary>The state of one component in a checkpoint.</summary>
public sealed class CheckpointedState
{
    /// <summary>Numbers, texts and lists; JSON has no NaN and no infinity.</summary>
    public JsonObject Values { get; init; } = [];

    /// <summary>Tensors by name.</summary>
    public Dictionary<string, Tensor> Tensors { get; init; } = [];
}
