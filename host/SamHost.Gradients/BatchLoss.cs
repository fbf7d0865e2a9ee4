using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>The loss of a batch's examples, each under its own label or, where the batch is mixed, under two.</summary>
internal sealed class BatchLoss(ILoss loss)
{
    private bool _hasObserved;

    /// <summary>Starts a step.</summary>
    public void BeginStep() => _hasObserved = false;

    /// <summary>Shows the loss the logits at w, once a step.</summary>
    public void Observe(Batch batch, Tensor logits)
    {
        if (_hasObserved) return;
        _hasObserved = true;
        loss.Observe(Own(batch, logits));
    }

    /// <summary>The loss of each example: [B].</summary>
    public Tensor Losses(Batch batch, Tensor logits) => Mixed(batch, logits, loss.Losses, mixture => mixture.Shares);

    /// <summary>The logit scale of each example: the shape of the logits.</summary>
    public Tensor Scales(Batch batch, Tensor logits) => Mixed(batch, logits, loss.Scales, mixture => mixture.Shares.unsqueeze(1));

    private static LossBatch Own(Batch batch, Tensor logits) => new(logits, batch.Labels, batch.Indices);

    // Both are linear in the label's share.
    private static Tensor Mixed(Batch batch, Tensor logits, Func<LossBatch, Tensor> of, Func<LabelMixture, Tensor> shares)
    {
        var own = of(Own(batch, logits));
        if (batch.Mixture is not { } mixture) return own;
        using var scope = NewDisposeScope();
        var share = shares(mixture).to(own.dtype);
        var other = of(new LossBatch(logits, mixture.Labels, mixture.Indices));
        using (own) return (share * own + (1 - share) * other).MoveToOuterDisposeScope();
    }
}
