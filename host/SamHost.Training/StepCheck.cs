using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using static SamHost.Training.TensorCheck;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>
/// The checks after a call to a component of a run. It costs microseconds; weights, which cost more, are looked at after the first
/// step and each epoch.
/// </summary>
internal sealed class StepCheck(RunScene scene)
{
    private readonly Device _device = scene.Data.Device;
    private readonly int _classes = scene.Data.Shape.ClassCount;

    /// <summary>Checks the shapes, types and devices of a step's results.</summary>
    /// <exception cref="InvalidOperationException">They are something else.</exception>
    public void RequireResults(TrainingStep step, PerExampleResults results)
    {
        var size = step.Batch.Size;
        foreach (var (name, tensor) in results.Computed)
        {
            Require(!tensor.IsInvalid, $"it returned {name} disposed.");
            Require(HasShape(tensor, size), $"its {name} has the shape {Shape(tensor)}; it must be [{size}].");
            Require(tensor.is_floating_point(), $"its {name} is of the type {tensor.dtype}; it must be a floating-point one.");
            Require(IsHere(tensor), $"its {name} is on the device {tensor.device}; it must be on {_device}.");
        }

        var isLast = (step.Index + 1) % scene.Run.StepsPerEpoch == 0;
        if (step.Index == 0 || isLast) RequireFinite(results);
    }

    /// <summary>Checks that a component has disposed nothing that it borrowed.</summary>
    /// <param name="batch">The batch of the step; null between steps.</param>
    /// <param name="results">What the optimizer returned, for observers.</param>
    /// <exception cref="InvalidOperationException">Something was disposed.</exception>
    public void RequireLent(Batch? batch, PerExampleResults? results)
    {
        foreach (var parameter in scene.Parameters)
            Require(!parameter.IsInvalid, "it disposed a parameter of the model, which is not its own.");
        if (batch is not null) BatchCheck.RequireLent(batch);
        foreach (var (name, tensor) in results?.Computed ?? [])
            Require(!tensor.IsInvalid, $"it disposed the results' {name}, which is not its own.");
    }

    /// <summary>Checks the shape of a model's logits.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public void RequireLogits(Tensor inputs, Tensor logits)
    {
        var count = inputs.size(0);
        Require(
            HasShape(logits, count, _classes) || (_classes == 2 && HasShape(logits, count, 1)),
            $"it returned {Shape(logits)} for {count} examples; for {_classes} classes logits must be [{count}, "
                + $"{_classes}]{(_classes == 2 ? $" or [{count}, 1]" : "")}.");
        Require(logits.is_floating_point(), $"its logits are of the type {logits.dtype}; they must be of a floating-point one.");
        Require(logits.device_type == inputs.device_type && logits.device_index == inputs.device_index,
            $"its logits are on the device {logits.device}; they must be on {inputs.device}.");
    }

    // Losses that are no numbers have other reasons, and their weights follow.
    private void RequireFinite(PerExampleResults results)
    {
        using var _ = no_grad();
        if (!results.Loss.IsAllFinite()) return;
        Require(Finiteness.AreAllFinite(scene.Parameters),
            "all losses are finite, but it left weights that are not: either it wrote them so, or the learning rate "
                + $"({scene.BaseRule.LearningRate:G3}) is far too large.");
    }

    private bool IsHere(Tensor tensor) => IsOn(_device, tensor);
}
