using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>Registers scores that come from what every run records of its examples.</summary>
public sealed class TrainingDynamicsPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddSuspectScore<MeanLoss, NoOptions>(
            "mean-loss", "The mean loss over the early epochs: what a network learns late, or never, is often wrong (Arpit et al. 2017).");
        components.AddSuspectScore<AreaUnderMargin, NoOptions>(
            "area-under-margin",
            "The mean margin over the early epochs, the area under the margin of Pleiss et al. 2020; low is suspicious.");
        components.AddSuspectScore<LastLoss, NoOptions>(
            "last-loss", "The loss at the last recorded epoch: small loss, as in Han et al. 2018, but without stopping early.");
        components.AddSuspectScore<LogitWeight, NoOptions>(
            "logit-weight", "SAM's logit weight over the early epochs; low is suspicious, since SAM weighs down what has a high loss.");
        components.AddSuspectScore<SamWeight, NoOptions>(
            "sam-weight", "SAM's total weight over the early epochs that recorded it; low is suspicious.");
    }
}
