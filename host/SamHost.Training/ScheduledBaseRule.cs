using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>A base rule under a learning-rate schedule. It skips a direction that is not finite.</summary>
public sealed class ScheduledBaseRule : IBaseRule, ICheckpointed
{
    private const string StepKey = "step";

    private readonly NamedPart<IUpdateRule> _rule;
    private readonly NamedPart<ISchedule> _schedule;
    private readonly ScheduleClock _clock;
    private readonly IReadOnlyList<Parameter> _parameters;
    private bool _updateSkipped;
    private (long Step, double Rate)? _asked;

    /// <summary>Gives the rule its parameters.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="clock">The length of the run.</param>
    /// <param name="parameters">The trainable parameters, in the model's order.</param>
    public ScheduledBaseRule(
        NamedPart<IUpdateRule> rule, NamedPart<ISchedule> schedule, ScheduleClock clock, IReadOnlyList<Parameter> parameters)
    {
        (_rule, _schedule, _clock, _parameters) = (rule, schedule, clock, parameters);
        rule.Call(nameof(rule.Part.Attach), part => part.Attach(parameters));
    }

    /// <summary>The learning rate of the step; rule and schedule are asked once a step.</summary>
    public double LearningRate
    {
        get
        {
            if (_asked is { } asked && asked.Step == StepCount) return asked.Rate;
            var factor = _schedule.Call(nameof(ISchedule.Factor), schedule => Checked(schedule.Factor(StepCount, _clock)));
            var rate = _rule.Call(nameof(IUpdateRule.LearningRate), rule => Checked(rule.LearningRate)) * factor;
            _asked = (StepCount, rate);
            return rate;
        }
    }

    /// <summary>How far it is in its schedule. A step that it skips is not counted.</summary>
    public long StepCount { get; set; }

    /// <summary>The rule and the schedule, to be disposed with the run.</summary>
    internal IEnumerable<object> Parts => [_rule.Part, _schedule.Part];

    public void Step()
    {
        if (!Finiteness.AreAllFinite([.. _parameters.Select(parameter => parameter.grad).OfType<Tensor>()]))
        {
            _updateSkipped = true;
            return;
        }

        var learningRate = LearningRate;
        _rule.Call(nameof(IUpdateRule.Update), rule =>
        {
            using var _ = no_grad();
            rule.Update(learningRate);
        });
        StepCount++;
    }

    /// <summary>Whether an update was skipped since the last call because its direction was not finite.</summary>
    public bool ConsumeSkippedUpdate()
    {
        var skipped = _updateSkipped;
        _updateSkipped = false;
        return skipped;
    }

    public void Save(CheckpointedState state)
    {
        _rule.Call(nameof(Save), rule =>
        {
            rule.Save(state);
            if (state.Values.ContainsKey(StepKey))
                throw new InvalidOperationException($"it saved a value called '{StepKey}', which is the host's; give it another name.");
        });
        state.Values.Insert(0, StepKey, StepCount);
    }

    public void Restore(CheckpointedState state)
    {
        _asked = null;
        StepCount = (long)(state.Values[StepKey] ?? throw new InvalidOperationException($"The base rule's state has no {StepKey}."));
        _rule.Call(nameof(Restore), rule =>
        {
            using var _ = no_grad();
            rule.Restore(state);
        });
    }

    private static double Checked(double factor) =>
        double.IsFinite(factor) && factor >= 0
            ? factor
            : throw new InvalidOperationException($"it returned {factor}; right is a number, finite and not negative.");
}
