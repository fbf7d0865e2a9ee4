using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Gradients.Precision;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>Runs a new model on one example, so that a wrong one is found before training.</summary>
internal static class ModelTrial
{
    /// <summary>As its builder has returned it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">What it is for.</param>
    /// <param name="example">An input of the type that it was built for: [1, ...].</param>
    /// <returns>The model.</returns>
    /// <exception cref="ComponentException">It returns something else than logits.</exception>
    public static nn.Module<Tensor, Tensor> AsBuilt(nn.Module<Tensor, Tensor> model, DataShape data, Func<Tensor> example)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var mode = new EvaluationMode(model);
        var shape = model.call(example().cpu()).shape;
        var classes = data.ClassCount;
        return shape is [1, var logits] && (logits == classes || (logits == 1 && classes == 2))
            ? model
            : throw new ComponentException(
                $"the model returns [{string.Join(", ", shape)}] for one example; for {classes} classes logits must be [1, "
                    + $"{classes}]{(classes == 2 ? " or [1, 1]" : "")}.");
    }

    /// <summary>In the precision of the study, where that is another one than it was built for.</summary>
    /// <param name="model">The model, on the device, converted.</param>
    /// <param name="precision">The precision.</param>
    /// <param name="device">The device.</param>
    /// <param name="example">An input: [1, ...].</param>
    /// <exception cref="ComponentException">It does not run in it.</exception>
    public static void InPrecision(nn.Module<Tensor, Tensor> model, ComputePrecision precision, Device device, Func<Tensor> example)
    {
        if (precision == ComputePrecision.Float32) return;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var mode = new EvaluationMode(model);
        try
        {
            precision.Run(model, precision.Inputs(example().to(device)));
        }
        // Too little memory, which libtorch reports in words alone, is no matter of precision.
        catch (Exception e) when (e is not OutOfMemoryException && !e.Message.Contains("memory", StringComparison.Ordinal))
        {
            throw new ComponentException(
                $"the model does not run in Torch:Precision={precision.Name}: {e.Message.Split('\n')[0].TrimEnd()}", e);
        }
    }
}
