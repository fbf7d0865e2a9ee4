using SamHost.Contracts.Gradients;
using SamHost.Plugins.LossRobust;
using SamHost.TestSupport;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>Losses with their definitions, for the rules to be exact under.</summary>
internal static class SampleLosses
{
    private const double Q = 0.7;
    private const double Lambda = 3;
    private const double Beta = 0.7;

    public const int Count = 3;

    /// <summary>The cross-entropy (null), one whose scales follow from it, or one with a memory of each example.</summary>
    /// <param name="number">From 0.</param>
    /// <param name="model">The model, whose weights are those of the step.</param>
    /// <param name="inputs">The inputs of the step.</param>
    public static SampleLoss? Of(int number, nn.Module<Tensor, Tensor> model, Tensor inputs) => number switch
    {
        0 => null,
        1 => new SampleLoss(
            new GeneralizedCrossEntropy(new GeneralizedCrossEntropyOptions { Q = Q }),
            (logits, label, _) => (1 - (-Q * ReferenceRules.CrossEntropy(logits, label)).exp()) / Q),
        _ => EarlyLearning(model, inputs),
    };

    private static SampleLoss EarlyLearning(nn.Module<Tensor, Tensor> model, Tensor inputs)
    {
        var memory = Enumerable.Range(0, (int)inputs.shape[0]).Select(i =>
        {
            using var _ = no_grad();
            var predictions = Clamped(model.call(inputs.narrow(0, i, 1)));
            return (1 - Beta) * predictions / predictions.sum();
        }).ToList();
        var loss = new EarlyLearning(new EarlyLearningOptions { Lambda = Lambda, Beta = Beta });
        ((ILoss)loss).Attach(new LossContext(memory.Count, (int)memory[0].shape[1], CPU));
        return new SampleLoss(loss, (logits, label, i) =>
            ReferenceRules.CrossEntropy(logits, label) + Lambda * (1 - (Clamped(logits) * memory[i]).sum()).log());
    }

    private static Tensor Clamped(Tensor logits) =>
        (logits.shape[1] == 1 ? cat([zeros_like(logits), logits], 1) : logits).softmax(1).clamp(1e-4, 1 - 1e-4);
}
