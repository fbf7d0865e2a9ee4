using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.OptimizerSam;

/// <summary>Options of <c>m-sam</c>.</summary>
public sealed class MSamOptions : SamOptions
{
    /// <summary>m. Default 4.</summary>
    [Description("m: how many consecutive examples of a batch share a perturbation; 1 is 1-SAM, the batch size or more is n-SAM.")]
    [Range(1, int.MaxValue)]
    public int GroupSize { get; set; } = 4;
}
