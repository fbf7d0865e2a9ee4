using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>A loss whose calls name it, and whose results are checked.</summary>
/// <param name="loss">The loss.</param>
public sealed class CheckedLoss(NamedPart<ILoss> loss) : ILoss
{
    /// <summary>The loss itself.</summary>
    public ILoss Part => loss.Part;

    public void Attach(LossContext context) => loss.Call(nameof(Attach), part => part.Attach(context));

    public void Observe(LossBatch batch) => loss.Call(nameof(Observe), part => part.Observe(batch));

    public Tensor Losses(LossBatch batch) =>
        loss.Call(nameof(Losses), part => Checked(part.Losses(batch), batch.Logits, batch.Labels.size(0)));

    public Tensor Scales(LossBatch batch) =>
        loss.Call(nameof(Scales), part => Checked(part.Scales(batch), batch.Logits, batch.Logits.size(0), batch.Logits.size(1)));

    private static Tensor Checked(Tensor? result, Tensor logits, params ReadOnlySpan<long> shape)
    {
        if (result is null || result.IsInvalid) throw new InvalidOperationException("it returned no tensor.");
        if (TensorCheck.HasShape(result, shape) && result.dtype == logits.dtype && !ReferenceEquals(result, logits)) return result;
        throw new InvalidOperationException(
            $"it returned {result.dtype} [{string.Join(", ", result.shape)}]; right is a tensor of its own, {logits.dtype} "
                + $"[{string.Join(", ", shape.ToArray())}].");
    }
}
