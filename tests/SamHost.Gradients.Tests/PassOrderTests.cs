using SamHost.Contracts.Plugins;
using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>
/// Passes that are started, lost or broken off at the wrong time: the weights are put back, bit for bit, and the message is clear.
/// </summary>
public sealed class PassOrderTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();

    public PassOrderTests() => manual_seed(21);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("a plain pass")]
    [InlineData("another ascent")]
    [InlineData("a perturbation of another ascent")]
    public void No_pass_starts_while_the_weights_are_displaced(string what)
    {
        using var rig = Rig(SampleModels.Mlp(5, 7, 3));
        var before = rig.Weights();
        using var other = rig.Gradients.Ascend(rig.Batch);
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        using var perturbed = ascent.Perturb(0.3, groupSize: 6);
        Assert.NotEqual(before, rig.Weights());

        var error = Assert.Throws<InvalidOperationException>(() => what switch
        {
            "a plain pass" => rig.Gradients.Forward(rig.Batch),
            "another ascent" => rig.Gradients.Ascend(rig.Batch),
            _ => other.Perturb(0.1),
        });

        Assert.Contains("while the weights were displaced", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, rig.Weights());
        Assert.True(rig.Direction(new OneSam(new())).norm().ToDouble() > 0);
    }

    [Fact]
    public void The_same_ascent_may_be_perturbed_anew()
    {
        using var rig = Rig(SampleModels.Mlp(5, 7, 3));
        var expected = rig.Direction(new NSam(new() { Rho = 0.2 }));
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        using var first = ascent.Perturb(0.3, groupSize: 6);
        using var second = ascent.Perturb(0.2, groupSize: 6);

        second.Backward(scaleFrom: second);

        TensorAssert.Close(expected, rig.Gradient());
    }

    [Fact]
    public void What_a_rule_that_threw_left_displaced_is_put_back_by_the_next_step()
    {
        using var rig = Rig(SampleModels.Mlp(5, 7, 3));
        var before = rig.Weights();
        rig.Gradients.Ascend(rig.Batch).Perturb(0.3, groupSize: 6);
        Assert.NotEqual(before, rig.Weights());

        rig.Gradients.BeginStep(1);

        Assert.Equal(before, rig.Weights());

        rig.Gradients.Ascend(rig.Batch).Perturb(0.3, groupSize: 6);
        rig.Gradients.Dispose();

        Assert.Equal(before, rig.Weights());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(2)]
    public void A_model_that_throws_at_displaced_weights_has_them_put_back(int groupSize)
    {
        // Rules write to the weights for the whole batch alone, the loop for each group.
        foreach (var hasRules in groupSize == 6 ? [true, false] : new[] { false })
        {
            var model = new Moody(hasRules);
            using var rig = Rig(model);
            var before = rig.Weights();
            using var ascent = rig.Gradients.Ascend(rig.Batch);
            _ = ascent.Losses;
            model.Forward = input => before.SequenceEqual(rig.Weights()) ? input : throw new TimeoutException();

            Assert.Throws<TimeoutException>(() => ascent.Perturb(0.3, groupSize));

            Assert.Equal(before, rig.Weights());
        }
    }

    [Theory]
    [InlineData("a backward pass through a graph that has to be made again")]
    [InlineData("losses in the loop")]
    [InlineData("the last hidden activations in the loop")]
    [InlineData("a backward pass in the loop")]
    public void Nothing_is_computed_late_at_the_displaced_weights_of_another_pass(string what)
    {
        var isLoop = what.EndsWith("loop", StringComparison.Ordinal);
        using var rig = Rig(new Moody(hasRules: !isLoop));
        var before = rig.Weights();
        using var other = rig.Gradients.Ascend(rig.Batch);
        if (!isLoop) other.Perturb(0.1).Dispose();
        using var between = what == "a backward pass in the loop" ? other.Perturb(0.1) : null;
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        using var perturbed = ascent.Perturb(0.3, groupSize: 6);

        var error = Assert.Throws<InvalidOperationException>(() => what switch
        {
            "losses in the loop" => other.Losses,
            "the last hidden activations in the loop" => other.LastHidden,
            _ => Backward(between ?? other),
        });

        Assert.Contains("while the weights were displaced", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, rig.Weights());

        Tensor Backward(SamHost.Contracts.Gradients.IForwardPass pass)
        {
            pass.Backward(scaleFrom: perturbed);
            return pass.Losses;
        }
    }

    [Fact]
    public void No_pass_starts_within_another()
    {
        var model = new Moody(hasRules: true);
        using var rig = Rig(model);
        model.Forward = input =>
        {
            rig.Gradients.Forward(rig.Batch);
            return input;
        };

        Assert.Contains(
            "within another one", Assert.Throws<InvalidOperationException>(() => rig.Gradients.Ascend(rig.Batch)).Message,
            StringComparison.Ordinal);
        model.Forward = input => input;
        Assert.True(rig.Direction(new OneSam(new())).norm().ToDouble() > 0);
    }

    [Theory]
    [InlineData(1, 2, "more")]
    [InlineData(2, 1, "less")]
    public void A_layer_that_is_called_more_or_less_often_in_the_second_pass_is_named(int first, int second, string word)
    {
        var model = new Moody(hasRules: true) { Calls = first };
        using var rig = Rig(model);
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        model.Calls = second;

        var error = Assert.Throws<ComponentException>(() => ascent.Perturb(0.3));

        Assert.Contains($"calls the layer '_inner' (Linear) {word} often in the second pass", error.Message, StringComparison.Ordinal);
    }

    private static OptimizerRig Rig(nn.Module<Tensor, Tensor> model) =>
        new(model, randn([6, 5], ScalarType.Float64), randint(0, 3, [6], ScalarType.Int64));

    /// <summary>A model whose forward function can be made to do something else.</summary>
    private sealed class Moody : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _inner;
        private readonly Linear _last;
        private readonly Parameter? _own;

        public Moody(bool hasRules)
            : base(nameof(Moody))
        {
            _inner = nn.Linear(5, 5, dtype: ScalarType.Float64);
            _last = nn.Linear(5, 3, dtype: ScalarType.Float64);
            if (!hasRules) _own = nn.Parameter(ones(3, dtype: ScalarType.Float64));
            RegisterComponents();
        }

        public Func<Tensor, Tensor> Forward { get; set; } = input => input;

        public int Calls { get; set; } = 1;

        public override Tensor forward(Tensor input)
        {
            var hidden = Forward(input);
            for (var i = 0; i < Calls; i++) hidden = _inner.call(hidden).tanh();
            var output = _last.call(hidden);
            // What decides by an example's numbers takes one at a time.
            return _own is null || output.isnan().any().ToBoolean() ? output : output * _own;
        }
    }
}
