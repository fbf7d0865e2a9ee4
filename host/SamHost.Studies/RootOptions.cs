using System.ComponentModel;
using SamHost.Gradients;
using SamHost.Plugins;
using SamHost.Telemetry;
using SamHost.Torch;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies;

/// <summary>All of appsettings.json.</summary>
public sealed class RootOptions
{
    /// <summary>Editors find the schema by it.</summary>
    public const string SchemaKey = "$schema";

    [Description("What is run.")]
    public StudyOptions Study { get; set; } = new();

    [Description("Where plugins come from, and which may run.")]
    public PluginsOptions Plugins { get; set; } = new();

    [Description("Where and how tensors are computed.")]
    public TorchOptions Torch { get; set; } = new();

    [Description("The per-example engine.")]
    public GradientsOptions Gradients { get; set; } = new();

    [Description("What a study tells the world while it runs.")]
    public TelemetryOptions Telemetry { get; set; } = new();

    [Description("When runs are saved, so that they can go on after an interruption.")]
    public CheckpointOptions Checkpoints { get; set; } = new();

    [Description("Where results go.")]
    public OutputOptions Output { get; set; } = new();
}
