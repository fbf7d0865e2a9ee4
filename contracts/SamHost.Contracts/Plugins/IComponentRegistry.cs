using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Models;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Suspects;
using SamHost.Contracts.Training;

namespace SamHost.Contracts.Plugins;

/// <summary>
/// Where a plugin names its components. Each has a name, unique among the components of its kind (lower case letters,
/// digits and hyphens), a one-line description, and a type that holds its options.
/// </summary>
/// <remarks>
/// An options type has a public parameterless constructor and settable properties with their defaults. Annotate each
/// with <see cref="System.ComponentModel.DescriptionAttribute"/> (what it is, its unit) and with the attributes of
/// <see cref="System.ComponentModel.DataAnnotations"/> that say which values are right; the host binds and validates it
/// from the component's <c>Options</c> before a run starts. Properties may be numbers, booleans, strings, enums,
/// <see cref="TimeSpan"/>, nullable forms of these, arrays, dictionaries with string keys, and classes of such properties.
/// The component's constructor may ask for its options and for any service of the host, such as
/// <see cref="Microsoft.Extensions.Logging.ILogger{T}"/>. A component that implements <see cref="IDisposable"/> is
/// disposed by the host at the end of the run. A name that another active plugin already uses makes the whole plugin inactive.
/// </remarks>
public interface IComponentRegistry
{
    /// <summary>Adds an optimizer: a rule that turns a batch into an update of the weights.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddOptimizer<TOptimizer, TOptions>(string name, string description)
        where TOptimizer : class, IOptimizer
        where TOptions : class, new();

    /// <summary>Adds a model.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddModel<TModel, TOptions>(string name, string description)
        where TModel : class, IModelBuilder
        where TOptions : class, new();

    /// <summary>Adds a data set.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddDataset<TDataset, TOptions>(string name, string description)
        where TDataset : class, IDatasetLoader
        where TOptions : class, new();

    /// <summary>Adds a noise model, which corrupts training labels.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddNoise<TNoise, TOptions>(string name, string description)
        where TNoise : class, ILabelNoise
        where TOptions : class, new();

    /// <summary>Adds an observer of a run's lifecycle.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddObserver<TObserver, TOptions>(string name, string description)
        where TObserver : class, ITrainingObserver
        where TOptions : class, new();

    /// <summary>Adds a base rule, which turns an optimizer's direction into an update of the weights.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddBaseRule<TRule, TOptions>(string name, string description)
        where TRule : class, IUpdateRule
        where TOptions : class, new();

    /// <summary>Adds a learning-rate schedule.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddSchedule<TSchedule, TOptions>(string name, string description)
        where TSchedule : class, ISchedule
        where TOptions : class, new();

    /// <summary>Adds a loss.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddLoss<TLoss, TOptions>(string name, string description)
        where TLoss : class, ILoss
        where TOptions : class, new();

    /// <summary>Adds an augmentation of batches.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddAugmentation<TAugmentation, TOptions>(string name, string description)
        where TAugmentation : class, IAugmentation
        where TOptions : class, new();

    /// <summary>Adds a metric, measured at each evaluation.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddMetric<TMetric, TOptions>(string name, string description)
        where TMetric : class, IMetric
        where TOptions : class, new();

    /// <summary>Adds a score by which <c>samhost suspects</c> ranks.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddSuspectScore<TScore, TOptions>(string name, string description)
        where TScore : class, ISuspectScore
        where TOptions : class, new();

    /// <summary>Adds a gradient rule for a layer that the host does not know.</summary>
    /// <exception cref="ArgumentException">The name is malformed, the description empty, or the type cannot be created.</exception>
    void AddGradientRule<TRule, TOptions>(string name, string description)
        where TRule : class, IGradientRule
        where TOptions : class, new();

    /// <summary>Says where files that a component reads are looked for, and where they can be had.</summary>
    /// <exception cref="ArgumentException">The source is malformed; the message says how.</exception>
    void AddDataSource(DataSource source);
}
