using SamHost.Contracts.Optimization;
using SamHost.Plugins.ScheduleWarmup;

namespace SamHost.ShippedPlugins.Tests.ScheduleWarmup;

public class ScheduleTests
{
    // 10 steps an epoch, 100 in all.
    private static readonly ScheduleClock Clock = new(StepsPerEpoch: 10, Epochs: 10);

    [Fact]
    public void Constant_is_one_at_every_step() =>
        Assert.All(Enumerable.Range(0, 100), step => Assert.Equal(1, new ConstantSchedule(new ConstantOptions()).Factor(step, Clock)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(29, 1)]
    [InlineData(30, 0.5)]
    [InlineData(59, 0.5)]
    [InlineData(60, 0.25)]
    [InlineData(99, 0.125)]
    public void Step_falls_at_the_first_step_of_an_epoch(long step, double factor) =>
        Assert.Equal(factor, new StepSchedule(new StepOptions { EveryEpochs = 3, Gamma = 0.5 }).Factor(step, Clock), 1e-15);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, 0.85355339059327373)] // (1 + cos(45 degrees)) / 2
    [InlineData(50, 0.5)]
    [InlineData(75, 0.14644660940672627)]
    [InlineData(100, 0)]
    public void Cosine_falls_along_half_a_cosine(long step, double factor) =>
        Assert.Equal(factor, new CosineSchedule(new CosineOptions()).Factor(step, Clock), 1e-15);

    [Fact]
    public void Cosine_ends_at_its_final_factor_and_stays_there()
    {
        var cosine = new CosineSchedule(new CosineOptions { FinalFactor = 0.2 });

        Assert.Equal(0.6, cosine.Factor(50, Clock), 1e-15);
        Assert.Equal(0.2, cosine.Factor(100, Clock), 1e-15);
        Assert.Equal(0.2, cosine.Factor(170, Clock), 1e-15);
    }

    [Fact]
    public void Warm_up_rises_from_one_part_to_the_whole()
    {
        var constant = new ConstantSchedule(new ConstantOptions { WarmupEpochs = 0.5 });

        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1, 1], Enumerable.Range(0, 6).Select(step => constant.Factor(step, Clock)));
    }

    [Fact]
    public void After_the_warm_up_a_schedule_begins_at_its_beginning()
    {
        var step = new StepSchedule(new StepOptions { WarmupEpochs = 2, EveryEpochs = 3, Gamma = 0.5 });
        Assert.Equal(0.5, step.Factor(9, Clock), 1e-15);
        Assert.Equal(1, step.Factor(20, Clock), 1e-15);
        Assert.Equal(1, step.Factor(49, Clock), 1e-15);
        Assert.Equal(0.5, step.Factor(50, Clock), 1e-15);

        var cosine = new CosineSchedule(new CosineOptions { WarmupEpochs = 2 });
        Assert.Equal(1, cosine.Factor(20, Clock), 1e-15);
        Assert.Equal(0.5, cosine.Factor(60, Clock), 1e-15);
        Assert.Equal(0, cosine.Factor(100, Clock), 1e-15);
    }

    [Fact]
    public void A_warm_up_longer_than_the_run_never_reaches_the_whole()
    {
        var cosine = new CosineSchedule(new CosineOptions { WarmupEpochs = 20 });

        Assert.Equal(0.5, cosine.Factor(99, Clock), 1e-15);
    }
}
