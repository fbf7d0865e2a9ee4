using SamHost.Configuration;

namespace SamHost.Slurm;

/// <summary>The jobs of a study that Slurm has.</summary>
public static class ClusterJobs
{
    /// <summary>Ends them: those that run write a checkpoint first.</summary>
    /// <param name="studyFolder">The study's folder.</param>
    /// <returns>The jobs.</returns>
    /// <exception cref="UserErrorException">There is no Slurm here, or it does not answer.</exception>
    public static IReadOnlyList<string> Cancel(string studyFolder)
    {
        SlurmProgram.Require();
        try
        {
            var study = Path.GetFileName(Path.TrimEndingDirectorySeparator(studyFolder));
            var submissions = Submission.Of(studyFolder).Select(submission => submission.Id).ToHashSet();
            string[] jobs =
            [
                .. SlurmQueue.Read(study).Where(element => element.IsActive && submissions.Contains(element.Submission))
                    .OrderBy(element => element.Element is not null).Select(element => element.Job.Split('_')[0]).Distinct(),
            ];
            if (jobs.Length > 0) SlurmProgram.Run("scancel", jobs);
            return jobs;
        }
        catch (SlurmAwayException e)
        {
            throw new UserErrorException($"Slurm does not answer, and nothing was cancelled; try again later. {e.Message}");
        }
    }

    /// <summary>Requires that there is a Slurm here.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static void RequireSlurm() => SlurmProgram.Require();
}
