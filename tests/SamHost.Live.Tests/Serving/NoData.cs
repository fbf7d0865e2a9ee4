using SamHost.Runs.Results;

namespace SamHost.Live.Tests.Serving;

/// <summary>Data that are not there.</summary>
internal sealed class NoData : IRecordedData
{
    public IRecordedExamples? Load(RunData run, out string? problem)
    {
        problem = "The data are gone.";
        return null;
    }
}
