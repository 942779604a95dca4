export interface EscalationPath {
  /** Stable: `create-policy-version`. */
  readonly path: string;
  /** Each must be granted; of a list, one of them. */
  readonly needs: readonly (readonly string[])[];
  readonly leadsTo: string;
  /** The service to which `iam:PassRole` must let a role be passed. */
  readonly passedTo?: string;
  /** Only another user than the caller is worth it. */
  readonly onAnother?: boolean;
}

/** Public knowledge since 2018 (Rhino Security Labs, "AWS IAM Privilege Escalation"), and what came since. */
export const ESCALATION_PATHS: readonly EscalationPath[] = [
  {
    path: "create-policy-version",
    needs: [["iam:CreatePolicyVersion"]],
    leadsTo: "a new version of a policy can grant everything, to everybody it is attached to",
  },
  {
    path: "set-default-policy-version",
    needs: [["iam:SetDefaultPolicyVersion"]],
    leadsTo: "an earlier version of a policy, which may have granted more, can be made the current one",
  },
  {
    path: "attach-policy",
    needs: [["iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:AttachGroupPolicy"]],
    leadsTo: "any policy, AdministratorAccess too, can be attached to a principal",
  },
  {
    path: "put-inline-policy",
    needs: [["iam:PutRolePolicy", "iam:PutUserPolicy", "iam:PutGroupPolicy"]],
    leadsTo: "an inline policy can grant a principal everything",
  },
  {
    path: "remove-boundary",
    needs: [
      [
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteUserPermissionsBoundary",
        "iam:PutRolePermissionsBoundary",
        "iam:PutUserPermissionsBoundary",
      ],
    ],
    leadsTo: "a principal's permissions boundary can be removed or widened",
  },
  {
    path: "edit-role-trust",
    needs: [["iam:UpdateAssumeRolePolicy"]],
    leadsTo: "a role's trust policy can be rewritten so that anybody may become the role",
  },
  {
    path: "add-user-to-group",
    needs: [["iam:AddUserToGroup"]],
    leadsTo: "a user gets all that a group is granted",
  },
  {
    path: "create-access-key",
    needs: [["iam:CreateAccessKey"]],
    leadsTo: "keys of another user can be made, and used as that user",
    onAnother: true,
  },
  {
    path: "create-login-profile",
    needs: [["iam:CreateLoginProfile", "iam:UpdateLoginProfile"]],
    leadsTo: "a password for another user can be set, and used as that user",
    onAnother: true,
  },
  {
    path: "pass-role-to-lambda",
    passedTo: "lambda.amazonaws.com",
    needs: [["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"]],
    leadsTo: "own code runs in a function with the passed role",
  },
  {
    path: "pass-role-to-ec2",
    passedTo: "ec2.amazonaws.com",
    needs: [["ec2:RunInstances", "ec2:AssociateIamInstanceProfile"]],
    leadsTo: "an instance of one's own runs with the passed role",
  },
  {
    path: "pass-role-to-ecs",
    passedTo: "ecs-tasks.amazonaws.com",
    needs: [["ecs:RunTask", "ecs:StartTask", "ecs:CreateService", "ecs:UpdateService"]],
    leadsTo: "a task of one's own runs with the passed role",
  },
  {
    path: "pass-role-to-cloudformation",
    passedTo: "cloudformation.amazonaws.com",
    needs: [["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:CreateChangeSet"]],
    leadsTo: "a stack makes and changes whatever the passed role may",
  },
  {
    path: "pass-role-to-states",
    passedTo: "states.amazonaws.com",
    needs: [["states:CreateStateMachine", "states:UpdateStateMachine"]],
    leadsTo: "a state machine calls AWS with the passed role",
  },
  {
    path: "pass-role-to-glue",
    passedTo: "glue.amazonaws.com",
    needs: [["glue:CreateDevEndpoint", "glue:CreateJob", "glue:UpdateJob", "glue:CreateSession"]],
    leadsTo: "own code runs in Glue with the passed role",
  },
  {
    path: "pass-role-to-sagemaker",
    passedTo: "sagemaker.amazonaws.com",
    needs: [
      ["sagemaker:CreateNotebookInstance", "sagemaker:CreateProcessingJob", "sagemaker:CreateTrainingJob"],
    ],
    leadsTo: "own code runs in SageMaker with the passed role",
  },
  {
    path: "pass-role-to-codebuild",
    passedTo: "codebuild.amazonaws.com",
    needs: [["codebuild:CreateProject", "codebuild:UpdateProject"]],
    leadsTo: "own code runs in a build with the passed role",
  },
  {
    path: "pass-role-to-datapipeline",
    passedTo: "datapipeline.amazonaws.com",
    needs: [["datapipeline:CreatePipeline"], ["datapipeline:PutPipelineDefinition"]],
    leadsTo: "own commands run in a pipeline with the passed role",
  },
  {
    path: "pass-role-to-scheduler",
    passedTo: "scheduler.amazonaws.com",
    needs: [["scheduler:CreateSchedule", "scheduler:UpdateSchedule"]],
    leadsTo: "a schedule calls AWS with the passed role",
  },
  {
    path: "pass-role-to-apigateway",
    passedTo: "apigateway.amazonaws.com",
    needs: [["apigateway:PUT", "apigateway:PATCH", "apigateway:POST"]],
    leadsTo: "an integration of API Gateway calls AWS with the passed role",
  },
  {
    path: "pass-role-to-identity-pool",
    passedTo: "cognito-identity.amazonaws.com",
    needs: [["cognito-identity:SetIdentityPoolRoles"]],
    leadsTo: "people of an identity pool, whom anybody may join, get the passed role",
  },
  {
    path: "update-function-code",
    needs: [["lambda:UpdateFunctionCode"]],
    leadsTo: "own code runs in a function with the function's role",
  },
  {
    path: "add-function-permission",
    needs: [["lambda:AddPermission"]],
    leadsTo: "anybody, other accounts too, can be allowed to call a function or change it",
  },
  {
    path: "edit-key-policy",
    needs: [["kms:PutKeyPolicy", "kms:CreateGrant"]],
    leadsTo: "anybody can be allowed to use a key and read what it protects",
  },
  {
    path: "edit-resource-policy",
    needs: [
      [
        "s3:PutBucketPolicy",
        "s3:PutBucketAcl",
        "sqs:SetQueueAttributes",
        "sqs:AddPermission",
        "sns:SetTopicAttributes",
        "sns:AddPermission",
        "secretsmanager:PutResourcePolicy",
        "dynamodb:PutResourcePolicy",
        "apigateway:UpdateRestApiPolicy",
      ],
    ],
    leadsTo: "anybody can be allowed to use the resource, past every identity's policies",
  },
];
