using SamHost.Contracts.Gradients;
using TorchSharp;
using static SamHost.Training.TensorCheck;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>Checks of a batch after a call to a component that had it.</summary>
public static class BatchCheck
{
    /// <summary>Checks that nothing of a batch was disposed.</summary>
    /// <exception cref="InvalidOperationException">Something was.</exception>
    public static void RequireLent(Batch batch)
    {
        foreach (var (name, tensor) in Parts(batch)) Require(!tensor.IsInvalid, $"it disposed the batch's {name}, which is not its own.");
    }

    /// <summary>Checks what an augmentation made of a batch.</summary>
    /// <exception cref="InvalidOperationException">It is something else than the batch with other inputs.</exception>
    internal static void RequireAugmented(Batch before, Batch after, Device device)
    {
        Require(ReferenceEquals(before.Labels, after.Labels) && ReferenceEquals(before.Indices, after.Indices),
            "it returned other labels or indices; right is the batch with other inputs, by `batch with { Inputs = ... }` or batch.Mix.");
        foreach (var (name, tensor) in Parts(after)) Require(!tensor.IsInvalid, $"it returned {name} disposed.");
        Require(
            HasShape(after.Inputs, before.Inputs.shape) && after.Inputs.dtype == before.Inputs.dtype
                && IsOn(device, after.Inputs),
            $"it returned inputs {after.Inputs.dtype} {Shape(after.Inputs)} on {after.Inputs.device}; they must stay {before.Inputs.dtype} "
                + $"{Shape(before.Inputs)} on {device}.");
        Require(before.Mixture is null || ReferenceEquals(before.Mixture, after.Mixture),
            "it lost the labels that an augmentation before it had mixed; return `batch with { Inputs = ... }`.");
        if (after.Mixture is { } mixture && !ReferenceEquals(before.Mixture, mixture)) RequireMixture(mixture, after, device);
    }

    private static void RequireMixture(LabelMixture mixture, Batch batch, Device device)
    {
        var size = batch.Size;
        Require(
            HasShape(mixture.Labels, size) && HasShape(mixture.Indices, size) && HasShape(mixture.Shares, size),
            $"it mixed {Shape(mixture.Labels)} labels of {Shape(mixture.Indices)} partners with shares {Shape(mixture.Shares)}; each must "
                + $"be [{size}].");
        Require(
            mixture.Labels.dtype == ScalarType.Int64 && IsOn(device, mixture.Labels) && mixture.Indices.dtype == ScalarType.Int64
                && IsOn(CPU, mixture.Indices),
            "it mixed labels or partners of another type or on another device than the batch's; batch.Mix takes them from the batch.");
        Require(mixture.Shares.dtype == batch.Inputs.dtype && IsOn(device, mixture.Shares),
            $"its shares are {mixture.Shares.dtype} on {mixture.Shares.device}; they must be {batch.Inputs.dtype} on {device}, as the "
                + "inputs.");
        using var scope = NewDisposeScope();
        var (least, most) = (mixture.Shares.min().ToDouble(), mixture.Shares.max().ToDouble());
        Require(least >= 0 && most <= 1, $"its shares reach from {least:G3} to {most:G3}; each must be in [0, 1].");
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Parts(Batch batch)
    {
        yield return (nameof(batch.Inputs), batch.Inputs);
        yield return (nameof(batch.Labels), batch.Labels);
        yield return (nameof(batch.Indices), batch.Indices);
        if (batch.Mixture is not { } mixture) yield break;
        yield return ("mixed labels", mixture.Labels);
        yield return ("mixed indices", mixture.Indices);
        yield return ("shares", mixture.Shares);
    }
}
