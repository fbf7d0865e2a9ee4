namespace SamHost.Slurm;

/// <summary>An array that Slurm has made of a submission.</summary>
/// <param name="Job">Its number.</param>
/// <param name="First">The number of the request that its index 0 makes.</param>
/// <param name="Count">How many elements it has.</param>
internal sealed record SubmittedArray(string? Job, int First, int Count)
{
    /// <summary>Whether it has the element that makes a request.</summary>
    public bool Holds(int number) => number >= First && number < First + Count;
}
