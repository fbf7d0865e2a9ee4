using SamHost.Contracts.Optimization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds a base rule to its contract: a learning rate of 0 moves nothing; a parameter without a gradient stays; steps lower a quadratic; a
/// state that comes back bit for bit.
/// </summary>
public static class BaseRuleCheck
{
    private const int Steps = 5;

    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the base rule.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<IUpdateRule> create)
    {
        using var scope = NewDisposeScope();
        var rate = create().LearningRate;
        Check.That(double.IsFinite(rate) && rate >= 0, $"Its learning rate is {rate}; it must be finite and not negative.");
        var (still, stays) = (Weights(), Weights());
        var start = still.detach().clone();
        Update(Attached(create, still, stays), 0, still);
        Check.That(Check.AreSame(start, still), "With a learning rate of 0 (a schedule may give that) it moved the weights.");
        Update(Attached(create, still, stays), rate, still);
        Check.That(Check.AreSame(start, stays), "It moved a parameter whose grad is null, which has no part in the step.");

        var weights = Weights();
        var before = weights.detach().square().sum().ToDouble();
        var rule = Attached(create, weights);
        for (var i = 0; i < Steps; i++) Update(rule, rate, weights);
        var after = weights.detach().square().sum().ToDouble();
        Check.That(
            rate == 0 || after < before,
            $"{Steps} steps along the gradient of |w|^2/2 took it from {before:G4} to {after:G4}: an update goes against the direction.");

        var twin = new Parameter(weights.detach().clone());
        var resumed = create();
        resumed.Attach([twin]);
        using (no_grad()) StateCheck.Move(rule, resumed);
        Update(rule, rate, weights);
        Update(resumed, rate, twin);
        Check.That(
            Check.AreSame(weights, twin),
            "After Save and Restore the next update has other bits: Save has to write down the whole state.");
    }

    private static Parameter Weights()
    {
        manual_seed(4);
        return new Parameter(randn([3, 4], ScalarType.Float64) + 3);
    }

    private static IUpdateRule Attached(Func<IUpdateRule> create, params Parameter[] parameters)
    {
        var rule = create();
        rule.Attach(parameters);
        return rule;
    }

    private static void Update(IUpdateRule rule, double learningRate, Parameter weights)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        weights.grad = weights.detach().clone();
        rule.Update(learningRate);
        weights.grad = null;
    }
}
