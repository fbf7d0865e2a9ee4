using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>The multiplications and additions of a step in linear layers and convolutions, which are nearly all of it.</summary>
/// <param name="Forward">Of one forward pass.</param>
/// <param name="First">Of the first layer's, whose input needs no gradient.</param>
internal readonly record struct OperationCount(double Forward, double First)
{
    private const int Side = 1024;
    private const int Turns = 7;

    /// <summary>A forward pass, and the gradients of weights and inputs.</summary>
    public double Sgd => (3 * Forward) - First;

    /// <summary>
    /// Of some rules, what they cannot do without: n-SAM takes two steps of SGD; a rule with a perturbation for each example needs no
    /// gradient of the weights at w.
    /// </summary>
    public double? Of(string rule) => rule switch
    {
        "sgd" => Sgd,
        "n-sam" => 2 * Sgd,
        "1-sam" or "j-sam" => (2 * Sgd) - Forward,
        _ => null,
    };

    /// <summary>Counts, by running a model.</summary>
    public static OperationCount Count(nn.Module<Tensor, Tensor> model, Tensor inputs)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var counts = new List<double>();
        var removals = new List<Action>();
        foreach (var module in model.modules().OfType<nn.Module<Tensor, Tensor>>())
        {
            if (WeightsOfANumber(module) is not { } weights) continue;
            removals.Add(module.register_forward_hook((_, _, output) =>
            {
                counts.Add(2.0 * output.numel() * weights);
                return output;
            }).remove);
        }

        model.call(inputs);
        foreach (var remove in removals) remove();
        return new OperationCount(counts.Sum(), counts[0]);
    }

    /// <summary>The operations a second of a product of two matrices of float32, the fastest of a few.</summary>
    public static double OfProductASecond(Device device)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var matrix = rand([Side, Side], device: device);
        var best = 0.0;
        for (var turn = 0; turn < Turns; turn++)
        {
            using var turnScope = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            // A number of it waits for an accelerator to have done it.
            matrix.mm(matrix)[0, 0].ToSingle();
            best = Math.Max(best, 2.0 * Side * Side * Side / clock.Elapsed.TotalSeconds);
        }

        return best;
    }

    /// <summary>How many of its weights a number of a layer's output is made of; null for other layers.</summary>
    private static long? WeightsOfANumber(nn.Module module) => module switch
    {
        Linear layer => layer.in_features,
        Conv1d or Conv2d => ((Convolution)module).weight.numel() / ((Convolution)module).out_channels,
        _ => null,
    };
}
