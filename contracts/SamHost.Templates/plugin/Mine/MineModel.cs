using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using static TorchSharp.torch;

namespace Mine;

/// <summary>A network of two layers, as a beginning.</summary>
public sealed class MineModel(MineModelOptions options) : IModelBuilder
{
    public nn.Module<Tensor, Tensor> Build(DataShape shape) => nn.Sequential(
        nn.Flatten(), nn.Linear(shape.InputSize, options.Width), nn.ReLU(), nn.Linear(options.Width, shape.LogitCount));
}

public sealed class MineModelOptions
{
    [Description("The number of hidden units."), Range(1, 1_000_000)]
    public int Width { get; set; } = 64;
}
