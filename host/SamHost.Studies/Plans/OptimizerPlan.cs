using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Plugins.Components;
using SamHost.Training.BaseRules;
using SamHost.Training.Schedules;

namespace SamHost.Studies.Plans;

/// <summary>An optimizer of a study with everything around it.</summary>
public sealed record OptimizerPlan(string Label, BoundComponent Optimizer, BaseRuleKind BaseRule, object BaseRuleOptions, ScheduleKind ScheduleKind, ScheduleOptions Schedule)
{
    /// <summary>The values of the sweep that the optimizer runs with, by their paths; none without a sweep.</summary>
    public JsonObject Point { get; init; } = [];

    /// <summary>The optimizer's part of a run's configuration.</summary>
    public JsonObject ToJson() => new()
    {
        ["Label"] = Label,
        ["Optimizer"] = Optimizer.ToJson(),
        ["BaseRule"] = new JsonObject { ["Name"] = BaseRule.Name, ["Options"] = OptionsText.ToJson(BaseRuleOptions) },
        ["Schedule"] = new JsonObject { ["Name"] = ScheduleKind.Name, ["Options"] = OptionsText.ToJson(Schedule) },
    };
}
