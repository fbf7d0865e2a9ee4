using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Gradients;

/// <summary>Settings of the per-example engine (section <c>Gradients</c>).</summary>
public sealed class GradientsOptions
{
    /// <summary>Whether a layer or a model that runs one example at a time is an error instead of a warning.</summary>
    [Description(
        "Whether it is an error that a layer, or a whole model, would have to run one example at a time. Otherwise that is a warning.")]
    public bool Strict { get; set; }

    /// <summary>The memory that the per-example gradients of a step may take, in MiB; null is a quarter of the machine's.</summary>
    [Description(
        "The memory that the per-example gradients of a step may take, in MiB; null is a quarter of the machine's memory. Layers that do "
            + "not fit work in chunks: slower, the same to rounding.")]
    [Range(1, 1 << 20)]
    public long? MemoryBudget { get; set; }

    /// <summary>
    /// <see cref="MemoryBudget"/> in MiB, or where it is null a quarter of the machine's memory: not of what is free, or chunks, and with
    /// them the last bits of a result, would depend on what else runs.
    /// </summary>
    public long EffectiveMemoryBudget() => MemoryBudget ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 >> 20;
}
