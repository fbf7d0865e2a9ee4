using SamHost.Contracts.Plugins;

namespace Mine;

/// <summary>Names the components of this plugin.</summary>
public sealed class MinePlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
#if (kind == "optimizer")
        components.AddOptimizer<MineOptimizer, MineOptimizerOptions>("mine-component", "What it is, in a line.");
#elif (kind == "loss")
        components.AddLoss<MineLoss, MineLossOptions>("mine-component", "What it is, in a line.");
#elif (kind == "augmentation")
        components.AddAugmentation<MineAugmentation, MineAugmentationOptions>("mine-component", "What it is, in a line.");
#elif (kind == "model")
        components.AddModel<MineModel, MineModelOptions>("mine-component", "What it is, in a line.");
#elif (kind == "dataset")
        components.AddDataset<MineDataset, MineDatasetOptions>("mine-component", "What it is, in a line.");
#elif (kind == "noise")
        components.AddNoise<MineNoise, MineNoiseOptions>("mine-component", "What it is, in a line.");
#elif (kind == "base-rule")
        components.AddBaseRule<MineBaseRule, MineBaseRuleOptions>("mine-component", "What it is, in a line.");
#elif (kind == "schedule")
        components.AddSchedule<MineSchedule, MineScheduleOptions>("mine-component", "What it is, in a line.");
#elif (kind == "gradient-rule")
        components.AddGradientRule<MineGradientRule, NoOptions>("mine-component", "What it is, in a line.");
#elif (kind == "metric")
        components.AddMetric<MineMetric, NoOptions>("mine-component", "What it is, in a line.");
#elif (kind == "suspect-score")
        components.AddSuspectScore<MineSuspectScore, NoOptions>("mine-component", "What it is, in a line.");
#elif (kind == "observer")
        components.AddObserver<MineObserver, MineObserverOptions>("mine-component", "What it is, in a line.");
#endif
}
