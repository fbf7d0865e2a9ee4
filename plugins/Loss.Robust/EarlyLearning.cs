using SamHost.Contracts.Gradients;
using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Plugins.LossRobust;

/// <summary>
/// l = -log p_y + lambda log(1 - p . t), with t the example's memory, t = beta t + (1 - beta) p, through which no gradient goes: Liu et
/// al., "Early-Learning Regularization Prevents Memorization of Noisy Labels", NeurIPS 2020 (arXiv 2007.00151), equations 6 and 9. As in
/// the authors' code p is clamped to [1e-4, 1 - 1e-4], and normalised before it enters the memory.
/// </summary>
public sealed class EarlyLearning(EarlyLearningOptions options) : ILoss, ICheckpointed, IDisposable
{
    private const string MemoryKey = "memory";
    private const double Least = 1e-4;

    private LossContext? _context;
    private Tensor? _memory;

    public void Attach(LossContext context) => _context = context;

    public void Observe(LossBatch batch)
    {
        _memory ??= zeros([_context!.ExampleCount, _context.ClassCount], batch.Logits.dtype, _context.Device).DetachFromDisposeScope();
        var places = batch.Indices.to(_memory.device);
        var predictions = Clamped(batch);
        var normalised = predictions / predictions.sum([1L], keepdim: true);
        _memory.index_copy_(0, places, options.Beta * _memory.index_select(0, places) + (1 - options.Beta) * normalised);
    }

    public Tensor Losses(LossBatch batch)
    {
        var predictions = Clamped(batch);
        return -Probabilities.LogOfLabels(batch) + options.Lambda * log(1 - (predictions * Memory(batch)).sum([1L]));
    }

    // With p = softmax(f), d(p . t) in f_c is p_c (t_c - p . t); a clamped p_c does not move.
    public Tensor Scales(LossBatch batch)
    {
        var (all, clamped, memory) = (LogitLoss.Probabilities(batch.Logits), Clamped(batch), Memory(batch));
        var moving = where(all == clamped, memory, zeros_like(memory));
        var pull = all * (moving - (all * moving).sum([1L], keepdim: true)) / (1 - (clamped * memory).sum([1L], keepdim: true));
        // The one logit of a binary model is that of class 1 over that of class 0.
        var ofLogits = batch.Logits.shape[1] == 1 ? pull.narrow(1, 1, 1) : pull;
        return LogitLoss.Scales(batch.Logits, batch.Labels) - options.Lambda * ofLogits;
    }

    public void Save(CheckpointedState state)
    {
        if (_memory is not null) state.Tensors[MemoryKey] = _memory;
    }

    public void Restore(CheckpointedState state)
    {
        _memory?.Dispose();
        _memory = state.Tensors.TryGetValue(MemoryKey, out var memory)
            ? memory.to(_context!.Device, copy: true).DetachFromDisposeScope()
            : null;
    }

    public void Dispose() => _memory?.Dispose();

    private Tensor Memory(LossBatch batch) => _memory!.index_select(0, batch.Indices.to(_memory.device));

    private static Tensor Clamped(LossBatch batch) => LogitLoss.Probabilities(batch.Logits).clamp(Least, 1 - Least);
}
