using SamHost.Contracts.Gradients;
using SamHost.Plugins.LossCrossEntropy;
using SamHost.TestSupport;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>Every rule where examples have two labels, against the reference under the loss that has both, in float64.</summary>
public class MixtureTests
{
    private const int Size = 7;

    // Two examples are their own partners; one has only its own label, one only its partner's.
    private static readonly int[] Partners = [3, 0, 2, 6, 1, 5, 4];
    private static readonly double[] Shares = [0.3, 1, 0.8, 0, 0.45, 0.1, 0.6];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Multilayer_perceptrons(int logitCount) => CheckAll(() => SampleModels.Mlp(5, 6, logitCount), logitCount);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_model_that_needs_the_loop(int logitCount) => CheckAll(() => new SampleModels.Deciding(5, logitCount), logitCount);

    [Fact]
    public void Examined_on_such_a_batch_a_model_keeps_its_fast_rules()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var model = SampleModels.Mlp(5, 6, 4);
        using var rig = Rig(model, 4, lossNumber: 0);

        // The loop knows norms only where they are recorded.
        rig.Gradients.RecordNorms = false;
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        using var perturbed = ascent.Perturb(0.3);

        Assert.NotNull(ascent.GradientNorms);
    }

    private static void CheckAll(Func<nn.Module<Tensor, Tensor>> build, int logitCount)
    {
        for (var lossNumber = 0; lossNumber < SampleLosses.Count; lossNumber++)
        {
            using var scope = NewDisposeScope();
            manual_seed(7);
            using var model = build();
            using var rig = Rig(model, logitCount, lossNumber);

            ExactnessTests.CheckAll(rig, rho: 0.3, groupSize: 3);
        }
    }

    private static OptimizerRig Rig(nn.Module<Tensor, Tensor> model, int logitCount, int lossNumber)
    {
        var inputs = randn([Size, 5], ScalarType.Float64);
        var labels = randint(0, Math.Max(2, logitCount), [Size], ScalarType.Int64);
        var given = labels.data<long>().ToArray();
        var loss = SampleLosses.Of(lossNumber, model, inputs)
            ?? new SampleLoss(new CrossEntropy(), (logits, label, _) => ReferenceRules.CrossEntropy(logits, label));
        var batch = new Batch(inputs, labels, arange(Size, ScalarType.Int64));
        var mixture = batch.Mix(inputs, tensor(Partners, ScalarType.Int64), tensor(Shares)).Mixture;
        return new OptimizerRig(model, inputs, labels, loss: loss with { Definition = OfBothLabels }, mixture: mixture);

        Tensor OfBothLabels(Tensor logits, int label, int i) =>
            Shares[i] * loss.Definition(logits, label, i)
                + (1 - Shares[i]) * loss.Definition(logits, (int)given[Partners[i]], Partners[i]);
    }
}
