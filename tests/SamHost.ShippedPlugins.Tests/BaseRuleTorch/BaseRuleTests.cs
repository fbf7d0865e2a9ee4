using SamHost.Contracts.Optimization;
using SamHost.Plugins.BaseRuleTorch;
using SamHost.Plugins.ScheduleWarmup;
using SamHost.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.BaseRuleTorch;

/// <summary>The base rules against their definitions in plain arithmetic, over several steps of a falling learning rate.</summary>
public class BaseRuleTests
{
    private static readonly double[] Start = [1.0, -2.0, 0.5];
    private static readonly double[][] Directions =
        [[0.3, -0.1, 2.0], [-0.5, 0.4, 1.0], [0.2, 0.0, -3.0], [1.5, -0.7, 0.1], [0.1, 0.1, 0.1]];
    private static readonly ScheduleClock Clock = new(StepsPerEpoch: 1, Epochs: 5);
    private static readonly CosineSchedule Schedule = new(new CosineOptions { FinalFactor = 0.1 });

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(0, false, 0.05)]
    [InlineData(0.9, false, 0)]
    [InlineData(0.9, false, 0.05)]
    [InlineData(0.8, true, 0.05)]
    public void Sgd_is_what_Sutskever_et_al_and_its_options_say(double momentum, bool nesterov, double decay)
    {
        var weights = Start.ToArray();
        var velocity = new double[weights.Length];
        for (var step = 0; step < Directions.Length; step++)
        {
            var rate = 0.1 * Schedule.Factor(step, Clock);
            for (var i = 0; i < weights.Length; i++)
            {
                var gradient = Directions[step][i] + decay * weights[i];
                velocity[i] = momentum * velocity[i] + gradient;
                weights[i] -= rate * (nesterov ? gradient + momentum * velocity[i] : velocity[i]);
            }
        }

        var options = new SgdOptions { LearningRate = 0.1, Momentum = momentum, Nesterov = nesterov, WeightDecay = decay };
        AssertWeights(weights, new SgdRule(options));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void AdamW_decays_weights_apart_from_the_direction(double decay)
    {
        const double beta1 = 0.8, beta2 = 0.95, epsilon = 1e-6;
        var weights = Start.ToArray();
        var (mean, square) = (new double[weights.Length], new double[weights.Length]);
        for (var step = 0; step < Directions.Length; step++)
        {
            var rate = 0.1 * Schedule.Factor(step, Clock);
            for (var i = 0; i < weights.Length; i++)
            {
                var gradient = Directions[step][i];
                mean[i] = beta1 * mean[i] + (1 - beta1) * gradient;
                square[i] = beta2 * square[i] + (1 - beta2) * gradient * gradient;
                var meanHat = mean[i] / (1 - Math.Pow(beta1, step + 1));
                var squareHat = square[i] / (1 - Math.Pow(beta2, step + 1));
                // Loshchilov and Hutter, ICLR 2019, algorithm 2.
                weights[i] -= rate * decay * weights[i] + rate * meanHat / (Math.Sqrt(squareHat) + epsilon);
            }
        }

        var options = new AdamWOptions { LearningRate = 0.1, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = decay };
        AssertWeights(weights, new AdamWRule(options));
    }

    [Fact]
    public void The_learning_rate_is_that_of_the_step_to_come()
    {
        using var scope = NewDisposeScope();
        using var parameter = nn.Parameter(tensor(Start));
        using var sgd = new SgdRule(new SgdOptions { LearningRate = 0.2 });
        var rule = Scheduled(sgd, parameter);
        parameter.grad = zeros_like(parameter);

        Assert.Equal(0.2, rule.LearningRate, 1e-15);
        rule.Step();
        Assert.Equal(0.2 * Schedule.Factor(1, Clock), rule.LearningRate, 1e-15);
    }

    private static void AssertWeights(double[] expected, IUpdateRule updateRule)
    {
        using var scope = NewDisposeScope();
        using var parameter = nn.Parameter(tensor(Start));
        using var disposable = (IDisposable)updateRule;
        var rule = Scheduled(updateRule, parameter);
        foreach (var direction in Directions)
        {
            parameter.grad = tensor(direction);
            rule.Step();
        }

        var actual = parameter.data<double>().ToArray();
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-13);
    }

    private static ScheduledBaseRule Scheduled(IUpdateRule rule, Parameter parameter) => new(new(rule), new(Schedule), Clock, [parameter]);
}
