namespace SamHost.Plugins.Components;

/// <summary>The kinds of component that a plugin can bring.</summary>
public enum ComponentKind
{
    /// <summary>A gradient rule, <see cref="Contracts.Optimization.IOptimizer"/>.</summary>
    Optimizer,

    /// <summary>A network, <see cref="Contracts.Models.IModelBuilder"/>.</summary>
    Model,

    /// <summary>A data set, <see cref="Contracts.Data.IDatasetLoader"/>.</summary>
    Dataset,

    /// <summary>A noise model, <see cref="Contracts.Data.ILabelNoise"/>.</summary>
    Noise,

    /// <summary>A follower of a run, <see cref="Contracts.Training.ITrainingObserver"/>.</summary>
    Observer,

    /// <summary>An update rule, <see cref="Contracts.Optimization.IUpdateRule"/>.</summary>
    BaseRule,

    /// <summary>A learning-rate schedule, <see cref="Contracts.Optimization.ISchedule"/>.</summary>
    Schedule,

    /// <summary>A loss, <see cref="Contracts.Gradients.ILoss"/>.</summary>
    Loss,

    /// <summary>A change of each batch's inputs, <see cref="Contracts.Data.IAugmentation"/>.</summary>
    Augmentation,

    /// <summary>A number for each evaluation, <see cref="Contracts.Training.IMetric"/>.</summary>
    Metric,

    /// <summary>Evidence that a label is wrong, <see cref="Contracts.Suspects.ISuspectScore"/>.</summary>
    SuspectScore,

    /// <summary>Per-example gradients of a layer, <see cref="Contracts.Gradients.IGradientRule"/>.</summary>
    GradientRule,
}
