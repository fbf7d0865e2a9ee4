using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetCifar10;

/// <summary>The options of the data set <c>cifar10</c>.</summary>
public sealed class Cifar10Options
{
    /// <summary>The folder of the official binary version; null for the usual place.</summary>
    [Description(
        "Folder of the official binary version (data_batch_1.bin to data_batch_5.bin, test_batch.bin, batches.meta.txt). Unset: "
            + "./data/cifar-10-batches-bin.")]
    [MinLength(1)]
    public string? Folder { get; set; }

    /// <summary>The number of training images to draw by the run's seed; null for all.</summary>
    [Description("Number of training images, drawn without replacement by the run's seed. Unset: all.")]
    [Range(1, int.MaxValue)]
    public int? TrainCount { get; set; }

    /// <summary>The number of test images to draw by the run's seed; null for all.</summary>
    [Description("Number of test images, drawn without replacement by the run's seed. Unset: all.")]
    [Range(1, int.MaxValue)]
    public int? TestCount { get; set; }
}
