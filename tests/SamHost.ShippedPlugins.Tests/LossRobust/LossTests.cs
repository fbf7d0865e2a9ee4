using SamHost.Contracts.Gradients;
using SamHost.Plugins.LossCrossEntropy;
using SamHost.Plugins.LossRobust;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.LossRobust;

/// <summary>The shipped losses against finite differences, autograd and the definitions of their papers, in float64.</summary>
public class LossTests
{
    private static readonly Dictionary<string, Func<ILoss>> Losses = new()
    {
        ["cross-entropy"] = () => new CrossEntropy(),
        ["label-smoothing"] = () => new LabelSmoothing(new LabelSmoothingOptions { Share = 0.3 }),
        ["generalized-cross-entropy"] = () => new GeneralizedCrossEntropy(new GeneralizedCrossEntropyOptions()),
        ["symmetric-cross-entropy"] = () => new SymmetricCrossEntropy(new SymmetricCrossEntropyOptions { Alpha = 0.4, Beta = 0.7 }),
        ["early-learning"] = () => new EarlyLearning(new EarlyLearningOptions()),
    };

    public static TheoryData<string, int> Cases => [.. Losses.Keys.SelectMany(name => new[] { 1, 2, 5 }.Select(logits => (name, logits)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scales_are_the_derivative_of_the_losses(string name, int logitCount)
    {
        using var scope = NewDisposeScope();
        var (loss, batch) = Prepare(name, logitCount);
        var scales = loss.Scales(batch);

        const double Step = 1e-6;
        for (var column = 0; column < logitCount; column++)
        {
            var shift = zeros_like(batch.Logits);
            shift.select(1, column).fill_(Step);
            var slopes = (loss.Losses(batch with { Logits = batch.Logits + shift })
                - loss.Losses(batch with { Logits = batch.Logits - shift })) / (2 * Step);
            Assert.True((slopes - scales.select(1, column)).abs().max().ToDouble() < 1e-8, $"column {column}");
        }

        TensorAssert.Close(new ByAutograd(loss).Default(batch), scales);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_example_alone_has_the_loss_that_it_has_in_a_batch(string name, int logitCount)
    {
        using var scope = NewDisposeScope();
        var (loss, batch) = Prepare(name, logitCount);
        var losses = loss.Losses(batch);

        for (var i = 0; i < 6; i++)
        {
            var alone = new LossBatch(batch.Logits.narrow(0, i, 1), batch.Labels.narrow(0, i, 1), batch.Indices.narrow(0, i, 1));
            TensorAssert.Close(losses[i].ToDouble(), loss.Losses(alone).ToDouble());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void They_are_what_their_papers_say(int logitCount)
    {
        using var scope = NewDisposeScope();
        var batch = Batch(logitCount);
        var p = batch.Logits.softmax(1);
        var ofLabel = p.gather(1, batch.Labels.unsqueeze(1)).squeeze(1);
        var oneHot = zeros_like(p).scatter(1, batch.Labels.unsqueeze(1), ones_like(p));

        Same("label-smoothing", -((oneHot * 0.7 + 0.3 / logitCount) * p.log()).sum([1L]));
        Same("generalized-cross-entropy", (1 - ofLabel.pow(0.7)) / 0.7);
        // Wang et al.'s reverse cross-entropy: -sum_c p_c log q_c, with q one-hot and log 0 = A = -4.
        Same("symmetric-cross-entropy", -0.4 * ofLabel.log() - 0.7 * (p * (1 - oneHot) * -4).sum([1L]));

        void Same(string name, Tensor expected) => TensorAssert.Close(expected, Losses[name]().Losses(batch));
    }

    [Fact]
    public void A_binary_model_has_the_losses_of_two_logits_of_which_one_is_zero()
    {
        using var scope = NewDisposeScope();
        foreach (var name in Losses.Keys)
        {
            var (binary, one) = Prepare(name, 1);
            var two = one with { Logits = cat([zeros_like(one.Logits), one.Logits], 1) };
            var loss = Losses[name]();
            loss.Attach(new LossContext(6, 2, CPU));
            loss.Observe(two);

            TensorAssert.Close(loss.Losses(two), binary.Losses(one));
            TensorAssert.Close(loss.Scales(two).narrow(1, 1, 1), binary.Scales(one));
        }
    }

    [Fact]
    public void The_memory_of_early_learning_is_a_running_mean_of_normalised_predictions()
    {
        using var scope = NewDisposeScope();
        var loss = new EarlyLearning(new EarlyLearningOptions { Lambda = 2, Beta = 0.6 });
        loss.Attach(new LossContext(9, 5, CPU));
        var (first, second) = (Batch(5), Batch(5, seed: 2));
        loss.Observe(first);
        loss.Observe(second);

        var target = 0.6 * (0.4 * first.Logits.softmax(1)) + 0.4 * second.Logits.softmax(1);
        var expected = -(second.Logits.log_softmax(1).gather(1, second.Labels.unsqueeze(1)).squeeze(1))
            + 2 * (1 - (second.Logits.softmax(1) * target).sum([1L])).log();
        TensorAssert.Close(expected, loss.Losses(second));
    }

    private static (ILoss Loss, LossBatch Batch) Prepare(string name, int logitCount)
    {
        var loss = Losses[name]();
        var batch = Batch(logitCount);
        loss.Attach(new LossContext(6, Math.Max(2, logitCount), CPU));
        loss.Observe(batch);
        return (loss, batch);
    }

    private static LossBatch Batch(int logitCount, int seed = 1)
    {
        manual_seed(seed);
        return new LossBatch(
            randn([6, logitCount], ScalarType.Float64), randint(0, Math.Max(2, logitCount), [6], ScalarType.Int64),
            arange(6, ScalarType.Int64));
    }

    /// <summary>The scales that a loss has which does not write its own.</summary>
    private sealed class ByAutograd(ILoss loss) : ILoss
    {
        public Tensor Losses(LossBatch batch) => loss.Losses(batch);

        public Tensor Default(LossBatch batch) => ((ILoss)this).Scales(batch);
    }
}
